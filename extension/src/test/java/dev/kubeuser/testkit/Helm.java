package dev.kubeuser.testkit;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Skips tests without helm on the PATH, unless KUBEUSER_REQUIRE names it. */
public final class Helm implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        try {
            new ProcessBuilder("helm", "version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException missing) {
            if (System.getenv().getOrDefault("KUBEUSER_REQUIRE", "").contains("helm")) {
                fail("helm cannot be run, but KUBEUSER_REQUIRE asks for it", missing);
            }
            throw new TestAbortedException("skipped, for helm is not on the PATH");
        }
    }
}
