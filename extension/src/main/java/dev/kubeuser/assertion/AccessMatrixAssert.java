package dev.kubeuser.assertion;

import dev.kubeuser.matrix.AccessMatrix;
import dev.kubeuser.matrix.internal.MatrixDifference;
import java.nio.file.Path;
import org.apiguardian.api.API;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a table of what subjects may do. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class AccessMatrixAssert extends AbstractAssert<AccessMatrixAssert, AccessMatrix> {

    /** A system property of the test's JVM; never set in a file, which would switch the comparison off for good. */
    private static final String SETTING = "kubeuser.golden";

    private static final String UPDATE = "update";
    private static final String COMPARE = "compare";

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
        return matchesGolden(file, System.getProperty(SETTING, COMPARE));
    }

    AccessMatrixAssert matchesGolden(Path file, String mode) {
        isNotNull();
        switch (mode) {
            case COMPARE -> compare(file);
            case UPDATE -> actual.write(file);
            default ->
                throw new IllegalArgumentException(
                        SETTING + "=" + mode + ": it is update, to write golden files anew, or compare");
        }
        return this;
    }

    private void compare(Path file) {
        AccessMatrix written =
                AccessMatrix.read(file).orElseThrow(() -> assertionError(MatrixFailure.shouldHaveGolden(file, actual)));
        actual.expect(written);
        MatrixDifference difference = MatrixDifference.between(written, actual);
        if (!difference.isEmpty()) {
            throw assertionError(MatrixFailure.shouldMatchGolden(file, difference));
        }
    }
}
