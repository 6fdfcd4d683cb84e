package dev.palisade.local;

/** Waiting, where there is nothing to be woken by. */
public final class Pause {

    private Pause() {}

    /** Waits so long. */
    public static void ofMillis(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }
}
