package dev.kubeuser.rbac.internal;

/** An entry of {@code nonResourceURLs} in a rule. */
public final class UrlEntry {

    private static final char ALL = '*';

    private UrlEntry() {}

    /**
     * {@return whether it matches a path: it is the path or, with a star at its end, begins it; trailing stars count as one}
     *
     * @param written as in the rule, for example {@code /metrics/*}
     * @param path the path of a request
     */
    public static boolean matches(String written, String path) {
        int end = written.length();
        while (end > 0 && written.charAt(end - 1) == ALL) {
            end--;
        }
        return end == written.length() ? written.equals(path) : path.startsWith(written.substring(0, end));
    }
}
