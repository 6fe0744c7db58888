package dev.kubeuser.assertion;

import dev.kubeuser.matrix.AccessMatrix;
import java.nio.file.Path;

/**
 * Words that there is nothing to hold a matrix against.
 *
 * @param file which there is not
 * @param matrix what would be in it
 */
record ShouldHaveGolden(Path file, AccessMatrix matrix) implements Failure {

    @Override
    public String text() {
        return Lines.of(
                "Expecting access to be as in " + file,
                "but there is no such file. Write it with -Dkubeuser.golden=update, look it through and commit it:",
                matrix.text());
    }
}
