// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.assertion;

import dev.kubeuser.base.internal.Golden;
import dev.kubeuser.question.AccessMatrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on a table of what subjects may do.
 *
 * <p>Not thread-safe, as AssertJ's assertions are not.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class AccessMatrixAssert extends AbstractAssert<AccessMatrixAssert, AccessMatrix> {

    /**
     * Begins assertions on a matrix.
     *
     * @param actual the matrix
     */
    public AccessMatrixAssert(AccessMatrix actual) {
        super(actual, AccessMatrixAssert.class);
    }

    /**
     * Asserts that no subject has gained or lost access since the file was written. With the system property
     * {@code kubeuser.golden=update}, writes the file instead, in Markdown, for you to review and commit.
     *
     * @param file for example {@code src/test/resources/access.md}, from the directory that tests run in
     * @return this
     */
    public AccessMatrixAssert matchesGolden(Path file) {
        return matchesGolden(file, Golden.Mode.current());
    }

    AccessMatrixAssert matchesGolden(Path file, Golden.Mode mode) {
        isNotNull();
        new Golden(file, "access")
                .check(mode, actual.markdown(), List.of(actual.text()), () -> differences(file))
                .ifPresent(lines -> {
                    throw assertionError(Failure.of(lines));
                });
        return this;
    }

    private Optional<List<String>> differences(Path file) {
        AccessMatrix written = AccessMatrix.load(file).orElseThrow();
        actual.expect(written);
        List<String> lines = new ArrayList<>(Failure.list("but it was gained:", actual.beyond(written)));
        lines.addAll(Failure.list("but it was lost:", written.beyond(actual)));
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines);
    }
}
