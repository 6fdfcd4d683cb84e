package dev.palisade.local;

/** Hears what a long command is doing. */
public interface Progress {

    /** Nobody listens. */
    Progress SILENT = new Progress() {
        @Override
        public void working(String text) {}

        @Override
        public void done(String text) {}
    };

    /** What goes on now, until the next call. */
    void working(String text);

    /** What has been reached, and stays true. */
    void done(String text);
}
