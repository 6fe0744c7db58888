package dev.kubeuser.gitops;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern as Argo CD matches servers and namespaces, in which {@code *} matches any text, slashes included.
 *
 * @param text with {@code *}, {@code ?}, {@code [a-c]}, {@code [!a]} and <code>{a,b}</code>
 * @see <a href="https://github.com/gobwas/glob#syntax">The library's syntax</a>
 */
record Glob(String text) {

    /** A pattern that Argo CD cannot read matches nothing there. */
    boolean matches(String other) {
        try {
            return pattern().matcher(other).matches();
        } catch (PatternSyntaxException malformed) {
            return false;
        }
    }

    private Pattern pattern() {
        StringBuilder regex = new StringBuilder();
        int braces = 0;
        int closing = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i == closing) {
                regex.append(']');
            } else if (i < closing) {
                regex.append(c == '!' && text.charAt(i - 1) == '[' ? "^" : inClass(c));
            } else if (c == '\\' && i + 1 < text.length()) {
                regex.append(literal(text.charAt(++i)));
            } else if (c == '[' && text.indexOf(']', i) > i + 1) {
                closing = text.indexOf(']', i);
                regex.append('[');
            } else if (c == '{') {
                braces++;
                regex.append("(?:");
            } else if (c == '}' && braces > 0) {
                braces--;
                regex.append(')');
            } else if (c == ',' && braces > 0) {
                regex.append('|');
            } else {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : literal(c));
            }
        }
        return Pattern.compile(regex + ")".repeat(braces), Pattern.DOTALL);
    }

    private static String inClass(char c) {
        return c == '-' ? "-" : literal(c);
    }

    private static String literal(char c) {
        return Character.isLetterOrDigit(c) ? String.valueOf(c) : "\\" + c;
    }
}
