package dev.kubeuser.assertion;

/**
 * Words that a user may not do what it should.
 *
 * @param why the server's answer, explained
 */
record ShouldBeAllowed(Explanation why) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + why.who(),
                "to be allowed to " + why.what(),
                "but the API server said no" + why.because(),
                why.lines());
    }
}
