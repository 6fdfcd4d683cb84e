package dev.palisade.platform.fields;

import java.nio.charset.StandardCharsets;

/**
 * The one place where an encrypted value belongs. A value that is moved to another row or column cannot be read there.
 *
 * @param table the table
 * @param row the key of the row
 * @param column the column
 */
public record Field(String table, String row, String column) {

    /** The place as bytes that no other place has. */
    public byte[] bytes() {
        return (table.length() + ":" + table + column.length() + ":" + column + row).getBytes(StandardCharsets.UTF_8);
    }
}
