package dev.palisade.local;

/** Waiting, where there is nothing to be woken by. */
final class Pause {

    private Pause() {}

    static void ofMillis(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException("The command was interrupted.", e);
        }
    }
}
