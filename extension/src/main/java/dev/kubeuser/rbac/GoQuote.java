package dev.kubeuser.rbac;

/** Quotes as Go's {@code %q} does, for the API server writes names that way. */
final class GoQuote {

    private GoQuote() {}

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(character -> quoted.append(escape(character)));
        return quoted.append('"').toString();
    }

    private static String escape(int character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case 0x07 -> "\\a";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case 0x0B -> "\\v";
            default -> isPrintable(character) ? Character.toString(character) : escapeByNumber(character);
        };
    }

    private static String escapeByNumber(int character) {
        if (character < ' ' || character == 0x7F) {
            return "\\x%02x".formatted(character);
        }
        return (character > Character.MAX_VALUE ? "\\U%08x" : "\\u%04x").formatted(character);
    }

    /** As Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and of the spaces only the usual one. */
    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> true;
        };
    }
}
