package dev.palisade.platform.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last event of a chain.
 *
 * @param sequence its number; 0 when there is none
 * @param hash its hash; zeros when there is none
 */
record ChainEnd(long sequence, String hash) {

    private static final ChainEnd NONE = new ChainEnd(0, "0".repeat(64));

    private static final Logger log = LoggerFactory.getLogger("palisade.events");
    private static final int LONGEST_LINE = 65_536;
    private static final Pattern LINE =
            Pattern.compile("\\{.*\"event\\.sequence\":([0-9]{1,18})[,}].*,\"event\\.hash\":\"([0-9a-f]{64})\"}");

    /**
     * The end of what a file holds, behind which the channel then stands. Half a line, as a crash leaves it, is taken away.
     * After a last line that is none of ours a chain begins anew, and whoever checks the file finds the place.
     */
    static ChainEnd of(FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(size, LONGEST_LINE));
        channel.read(tail, size - tail.capacity());
        String text = new String(tail.array(), StandardCharsets.ISO_8859_1); // positions stay those of the bytes
        int whole = text.lastIndexOf('\n') + 1;
        if (whole < text.length()) {
            log.warn("The last security event was written in part only, and is taken away");
            channel.truncate(size - text.length() + whole);
        }
        channel.position(size - text.length() + whole);
        if (whole == 0) {
            return NONE;
        }
        Matcher line = LINE.matcher(text.substring(text.lastIndexOf('\n', whole - 2) + 1, whole - 1));
        if (!line.matches()) {
            log.error("The last line of the security events is none: their chain begins anew after it");
            return NONE;
        }
        return new ChainEnd(Long.parseLong(line.group(1)), line.group(2));
    }
}
