package dev.kubeuser.table.internal;

import dev.kubeuser.access.internal.TokenHolders;
import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.cluster.Cluster;
import dev.kubeuser.cluster.internal.WhoAmI;
import dev.kubeuser.credential.IdentitySpec;
import dev.kubeuser.credential.internal.IdentityTokens;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One line of an {@code @IdentityTable}.
 *
 * @param table the table
 * @param number of the line
 * @param place the file and line, for messages
 * @param text the text of the line, for the name of its test
 * @param identity whose token it is
 * @param expected who that should be; {@code null} if the line leaves it open, to be filled in
 */
public record IdentityLine(
        IdentityTableFile table,
        int number,
        String place,
        String text,
        IdentitySpec identity,
        @Nullable ExpectedIdentity expected)
        implements TableLine {

    /**
     * Asks the API server once, by a token of its own.
     *
     * @throws AssertionError if it says something else
     */
    public void check(Cluster cluster) {
        Optional<WhoAmI.Identity> found = TokenHolders.of(cluster).ask(IdentityTokens.issue(cluster, identity));
        if (Golden.Mode.current() == Golden.Mode.COMPARE) {
            require(found);
        } else if (expected == null || !expected.isMetBy(found)) {
            table.update(this, found.map(ExpectedIdentity::of).orElse(ExpectedIdentity.REFUSED));
        }
    }

    private void require(Optional<WhoAmI.Identity> found) {
        if (expected == null) {
            throw failure(
                    "to be somebody, but the line does not say who: its then is empty",
                    "The API server says that",
                    "  it is " + found.map(ExpectedIdentity::of).orElse(ExpectedIdentity.REFUSED),
                    Golden.howToWrite("the line") + ".");
        }
        List<String> differences = expected.differences(found);
        if (!differences.isEmpty()) {
            throw failure(
                    "to be " + expected,
                    "but the API server says that",
                    String.join(
                            System.lineSeparator(),
                            differences.stream().map(line -> "  " + line).toList()),
                    Golden.howToWriteAgain("the line"));
        }
    }

    private AssertionError failure(String... lines) {
        return new AssertionError(String.join(
                System.lineSeparator(),
                Stream.concat(
                                Stream.of(
                                        "[" + place + "] ",
                                        "Expecting the holder of a token with the claims " + identity.claims()),
                                Stream.of(lines))
                        .toList()));
    }

    /** For example {@code ann is "ann@company" in the groups [sre]}. */
    @Override
    public String toString() {
        return text;
    }
}
