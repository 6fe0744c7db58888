package dev.kubeuser.assertion;

/**
 * Words that something is not refused for want of a role.
 *
 * @param why the server's answer, explained
 * @param role which was said to be missing
 */
record ShouldMissRole(Explanation why, String role) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting " + why.who(),
                "to have a binding of " + role + ", which does not exist, and so not to be allowed to " + why.what(),
                "but the API server said no" + why.because(),
                why.lines());
    }
}
