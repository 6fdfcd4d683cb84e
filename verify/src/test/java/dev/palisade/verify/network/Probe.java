package dev.palisade.verify.network;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The process in a pod's network: {@code listen PORT...} answers at its ports until standard input ends, {@code ask
 * ADDRESS:PORT...} prints those that answered. A port that ends in {@code u} is UDP's.
 */
final class Probe {

    private static final int PATIENCE = 700; // ms; what is dropped never answers

    private Probe() {}

    public static void main(String[] arguments) throws Exception {
        List<String> targets = List.of(arguments).subList(1, arguments.length);
        if (arguments[0].equals("listen")) {
            listen(targets);
        } else {
            ask(targets);
        }
    }

    private static void listen(List<String> ports) throws IOException {
        for (String port : ports) {
            if (port.endsWith("u")) {
                DatagramSocket socket = new DatagramSocket(Integer.parseInt(port.substring(0, port.length() - 1)));
                Thread.ofPlatform().daemon().start(() -> echo(socket));
            } else {
                ServerSocket socket = new ServerSocket(Integer.parseInt(port));
                Thread.ofPlatform().daemon().start(() -> accept(socket));
            }
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {}
    }

    private static void accept(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write('!');
            } catch (IOException e) {
                // the one who asked is gone
            }
        }
    }

    private static void echo(DatagramSocket socket) {
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[16], 16);
                socket.receive(packet);
                socket.send(packet);
            } catch (IOException e) {
                // refused by the packet filter on its way back
            }
        }
    }

    private static void ask(List<String> targets) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = new ArrayList<>();
            targets.forEach(target -> answers.add(threads.submit(() -> answers(target))));
            for (int i = 0; i < targets.size(); i++) {
                if (answers.get(i).get()) {
                    System.out.println(targets.get(i));
                }
            }
        }
    }

    private static boolean answers(String target) {
        String host = target.substring(0, target.indexOf(':'));
        String port = target.substring(target.indexOf(':') + 1);
        try {
            if (port.endsWith("u")) {
                try (DatagramSocket socket = new DatagramSocket()) {
                    socket.setSoTimeout(PATIENCE);
                    socket.send(new DatagramPacket(
                            new byte[1],
                            1,
                            InetAddress.getByName(host),
                            Integer.parseInt(port.substring(0, port.length() - 1))));
                    socket.receive(new DatagramPacket(new byte[16], 16));
                    return true;
                }
            }
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(PATIENCE);
                socket.connect(new InetSocketAddress(host, Integer.parseInt(port)), PATIENCE);
                return socket.getInputStream().read() == '!';
            }
        } catch (IOException e) {
            return false;
        }
    }
}
