package dev.kubeuser.assertion;

import dev.kubeuser.rbac.UserInfo;

/**
 * Words that the server takes a user for another than it should.
 *
 * @param requester whom it takes it for
 * @param demanded what the user should be, as in {@code to be authenticated as "alice"}
 */
record ShouldBeSomebody(UserInfo requester, String demanded) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting the user",
                demanded,
                "but the API server says it is \"" + requester.name() + "\" in the groups " + requester.groups());
    }
}
