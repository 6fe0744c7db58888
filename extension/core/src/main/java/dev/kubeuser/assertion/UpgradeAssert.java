// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.question.Upgrade;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what an upgrade of Kubernetes changes.
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class UpgradeAssert extends AbstractAssert<UpgradeAssert, Upgrade> {

    /**
     * Begins assertions on an upgrade.
     *
     * @param actual the upgrade
     */
    public UpgradeAssert(Upgrade actual) {
        super(actual, UpgradeAssert.class);
    }

    /**
     * Asserts that no subject gains or loses access. Default roles that no subject has may change.
     *
     * @return this
     */
    public UpgradeAssert changesNoAccess() {
        isNotNull();
        if (!actual.access().isEmpty()) {
            throw assertionError(Failure.of(
                    "Expecting nobody to gain or lose access " + versions(), "but", Failure.indented(actual.access())));
        }
        return this;
    }

    /**
     * Asserts that the upgrade changes exactly what a file lists. With the system property
     * {@code kubeuser.golden=update}, writes the file instead, in Markdown, for you to review and commit.
     *
     * @param file for example {@code src/test/resources/upgrade.md}, from the directory that tests run in
     * @return this
     * @throws UncheckedIOException if the file cannot be read or written
     */
    public UpgradeAssert matchesGolden(Path file) {
        isNotNull();
        Golden golden = new Golden(file, "the changes " + versions());
        golden.check(Golden.Mode.current(), actual.markdown(), List.of(actual.text()), () -> differences(golden.read()))
                .ifPresent(lines -> {
                    throw assertionError(Failure.of(lines));
                });
        return this;
    }

    private String versions() {
        return "from Kubernetes " + actual.before() + " to " + actual.after();
    }

    private Optional<List<String>> differences(String written) {
        String found = actual.markdown();
        if (written.equals(found)) {
            return Optional.empty();
        }
        List<String> differences = new ArrayList<>();
        differences.addAll(lines("but these are not in the file:", found, written));
        differences.addAll(lines("but these are only in the file:", written, found));
        return Optional.of(differences);
    }

    private static List<String> lines(String heading, String more, String less) {
        Set<String> lines = new LinkedHashSet<>(more.lines().toList());
        less.lines().forEach(lines::remove);
        return Failure.list(heading, lines);
    }
}
