package dev.kubeuser.table.internal;

import dev.kubeuser.access.internal.TokenHolders;
import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.internal.IdentityTokens;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an {@code @IdentityTable}.
 *
 * @param words how the table says it
 * @param table the table
 * @param identity whose token it is
 * @param expected who that should be; {@code null} if the line leaves it open, to be filled in
 */
public record IdentityLine(
        Line.Words words,
        IdentityTableFile table,
        IdentitySpec identity,
        @Nullable ExpectedIdentity expected) implements Line {

    /**
     * Asks the API server once, by a token of its own.
     *
     * @throws AssertionError if it says something else
     */
    public void check(Cluster cluster) {
        ExpectedIdentity known =
                ExpectedIdentity.of(TokenHolders.of(cluster).ask(IdentityTokens.issue(cluster, identity)));
        List<String> differences = expected == null ? List.of("it is " + known) : expected.differences(known);
        if (differences.isEmpty()) {
            return;
        }
        if (Golden.Mode.current() == Golden.Mode.UPDATE) {
            table.update(this, known);
        } else if (expected == null) {
            throw failure(
                    "to be somebody, but the line does not say who: its then is empty",
                    "The API server says that",
                    differences,
                    Golden.howToWrite("the line") + ".");
        } else {
            throw failure(
                    "to be " + expected,
                    "but the API server says that",
                    differences,
                    Golden.howToWriteAgain("the line"));
        }
    }

    private AssertionError failure(String wanted, String but, List<String> facts, String next) {
        return new AssertionError(String.join(
                System.lineSeparator(),
                "[" + place() + "] ",
                "Expecting the holder of a token with the claims " + identity.claims(),
                wanted,
                but,
                "  " + String.join(System.lineSeparator() + "  ", facts),
                next));
    }
}
