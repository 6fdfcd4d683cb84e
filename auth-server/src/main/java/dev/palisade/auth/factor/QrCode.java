package dev.palisade.auth.factor;

import java.net.URI;

/**
 * A picture for the camera of a phone.
 *
 * @param size its width and height in modules, with the margin of four that the standard asks for
 * @param path the dark modules as the path of an SVG
 */
public record QrCode(int size, String path) {

    private static final int MARGIN = 4;

    /** A picture that says this. */
    public static QrCode of(URI content) {
        io.nayuki.qrcodegen.QrCode code =
                io.nayuki.qrcodegen.QrCode.encodeText(content.toString(), io.nayuki.qrcodegen.QrCode.Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + MARGIN)
                            .append(',')
                            .append(y + MARGIN)
                            .append("h1v1h-1z");
                }
            }
        }
        return new QrCode(code.size + 2 * MARGIN, path.toString());
    }
}
