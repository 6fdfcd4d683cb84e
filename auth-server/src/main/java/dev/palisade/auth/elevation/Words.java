package dev.palisade.auth.elevation;

/** What people type in one line. */
public final class Words {

    private Words() {}

    /** Whether it has nothing in it that cannot be seen or turns what follows around: controls, marks of direction. */
    public static boolean isPlain(String text) {
        return text.codePoints().allMatch(each -> switch (Character.getType(each)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        });
    }
}
