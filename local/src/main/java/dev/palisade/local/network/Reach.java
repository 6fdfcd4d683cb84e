package dev.palisade.local.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs in a pod: prints which of some addresses ({@code HOST:PORT}) take a connection from there. Nothing is sent. */
public final class Reach {

    /** What is dropped on the way never answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Reach() {}

    /** Asks all of them at once, after a pause in which the network gets to know this pod. */
    public static void main(String[] targets) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(5));
        reached(List.of(targets), PATIENCE).forEach(System.out::println);
    }

    /** Those that take a connection. */
    static List<String> reached(List<String> targets, Duration patience) throws InterruptedException {
        Map<String, Future<Boolean>> answers = new LinkedHashMap<>();
        List<String> reached = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            targets.forEach(target -> answers.put(target, threads.submit(() -> connects(target, patience))));
            for (Map.Entry<String, Future<Boolean>> answer : answers.entrySet()) {
                if (answer.getValue().get()) {
                    reached.add(answer.getKey());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Not a target: " + targets, e.getCause());
        }
        return reached;
    }

    private static boolean connects(String target, Duration patience) {
        int colon = target.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1))),
                    (int) patience.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
