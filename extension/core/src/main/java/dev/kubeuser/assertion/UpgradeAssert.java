package dev.kubeuser.assertion;

import dev.kubeuser.assertion.internal.GoldenMode;
import dev.kubeuser.base.internal.TextFile;
import dev.kubeuser.upgrade.Upgrade;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
            throw assertionError(UpgradeFailure.shouldChangeNoAccess(actual));
        }
        return this;
    }

    /**
     * Asserts that the upgrade changes what a file says, no more and no less. With the system property
     * {@code kubeuser.golden=update}, writes the file instead, in Markdown, for you to review and commit.
     *
     * @param file for example {@code src/test/resources/upgrade.md}, from the directory that tests run in
     * @return this
     * @throws UncheckedIOException if the file cannot be read or written
     */
    public UpgradeAssert matchesGolden(Path file) {
        return matchesGolden(file, GoldenMode.current());
    }

    UpgradeAssert matchesGolden(Path file, GoldenMode mode) {
        isNotNull();
        if (mode == GoldenMode.UPDATE) {
            actual.write(file);
        } else if (!Files.exists(file)) {
            throw assertionError(UpgradeFailure.shouldHaveGolden(file, actual));
        } else if (!read(file).equals(actual.markdown())) {
            throw assertionError(UpgradeFailure.shouldMatchGolden(file, read(file), actual));
        }
        return this;
    }

    private static String read(Path file) {
        try {
            return TextFile.read(file).replace("\r\n", "\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(file + " could not be read: " + failure.getMessage(), failure);
        }
    }
}
