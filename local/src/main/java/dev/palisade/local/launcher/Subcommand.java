package dev.palisade.local.launcher;

import java.util.concurrent.Callable;

/** A command that another module brings; the service loader finds it. It is a command of picocli. */
public interface Subcommand extends Callable<Integer> {}
