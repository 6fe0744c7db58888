package dev.kubeuser.assertion;

/**
 * Words that a user may do what it should not.
 *
 * @param why the server's answer, explained
 */
record ShouldBeRefused(Explanation why) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + why.who(),
                "not to be allowed to " + why.what(),
                "but the API server said yes" + why.because(),
                why.lines());
    }
}
