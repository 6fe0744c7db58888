package dev.kubeuser.assertion.internal;

/** Whether golden files are compared or written. */
public enum GoldenMode {
    COMPARE,
    UPDATE;

    /** A system property of the test's JVM; never set in a file, which would switch the comparison off for good. */
    private static final String SETTING = "kubeuser.golden";

    public static GoldenMode current() {
        return parse(System.getProperty(SETTING, "compare"));
    }

    public static GoldenMode parse(String written) {
        return switch (written) {
            case "compare" -> COMPARE;
            case "update" -> UPDATE;
            default ->
                throw new IllegalArgumentException(
                        SETTING + "=" + written + ": it is update, to write golden files again, or compare");
        };
    }
}
