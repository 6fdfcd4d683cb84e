package dev.palisade.platform.problem;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a query or a media type that cannot be read, before the container or the framework tries and answers that the
 * fault was ours.
 */
final class WellFormedRequests extends OncePerRequestFilter {

    private final Problems problems;

    WellFormedRequests(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!isQuery(request.getQueryString())) {
            problems.write(response, ProblemType.MALFORMED_REQUEST, null);
        } else if (!isMediaType(request.getContentType())) {
            problems.write(response, ProblemType.UNSUPPORTED_MEDIA_TYPE, null);
        } else {
            try {
                chain.doFilter(request, response);
            } catch (InvalidParameterException e) {
                // A form is decoded when it is looked at first, which a filter may do.
                if (response.isCommitted()) {
                    throw e;
                }
                response.reset();
                problems.write(response, ProblemType.MALFORMED_REQUEST, null);
            }
        }
    }

    /** Pairs of a name and a value, percent-encoded UTF-8. */
    private static boolean isQuery(@Nullable String query) {
        if (query == null) {
            return true;
        }
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith("=") || !isUtf8(pair)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '%') {
                bytes.write(c);
            } else if (i + 2 < encoded.length()
                    && HexFormat.isHexDigit(encoded.charAt(i + 1))
                    && HexFormat.isHexDigit(encoded.charAt(i + 2))) {
                bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isMediaType(@Nullable String type) {
        if (type == null) {
            return true;
        }
        try {
            return MediaType.parseMediaType(type).isConcrete();
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
