package dev.palisade.verify.chaos;

import dev.palisade.local.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The wire between two processes, which can be cut and slowed. What goes through it, TLS hides. */
final class Link implements AutoCloseable {

    private static final int BUFFER = 8192;

    private final String name;
    private final int target;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isCut;
    private volatile long delayMillis;

    private Link(String name, int target, ServerSocket door) {
        this.name = name;
        this.target = target;
        this.door = door;
    }

    /** A wire to a port of this machine. */
    static Link to(String name, int target) {
        try {
            Link link = new Link(name, target, new ServerSocket(0, 256, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(link::serve);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    int port() {
        return door.getLocalPort();
    }

    /** Ends every connection, in the middle of whatever goes over it, and lets no new one through. */
    void cut() {
        isCut = true;
        open.forEach(Link::close);
    }

    /** Holds everything back for so long. */
    void slow(long milliseconds) {
        delayMillis = milliseconds;
    }

    void heal() {
        isCut = false;
        delayMillis = 0;
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(Link::close);
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                if (isCut) {
                    close(caller);
                } else {
                    Thread.ofVirtual().start(() -> join(caller));
                }
            } catch (IOException e) {
                return; // it was closed
            }
        }
    }

    private void join(Socket caller) {
        open.add(caller);
        try (Socket called = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(called);
            Thread back = Thread.ofVirtual().start(() -> copy(called, caller));
            copy(caller, called);
            back.join();
            open.remove(called);
        } catch (IOException e) {
            close(caller); // nobody is there, which is what the caller learns
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(caller);
            open.remove(caller);
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0 && !isCut; read = in.read(buffer)) {
                if (delayMillis > 0) {
                    Pause.ofMillis(delayMillis);
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // One end is gone; the closing tells the other.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
