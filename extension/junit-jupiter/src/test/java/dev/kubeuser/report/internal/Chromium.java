// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.report.internal;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** This machine's Chromium, driven by Playwright. For one thread. */
final class Chromium implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        // Its sandbox refuses to run as root, and what is opened was written a moment ago.
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(PROGRAM)
                        .setArgs(List.of("--no-sandbox")));
    }

    /** A test is skipped without it, unless KUBEUSER_REQUIRE names it. */
    static Chromium start() {
        boolean isThere = Files.isExecutable(PROGRAM);
        if (!isThere && System.getenv().getOrDefault("KUBEUSER_REQUIRE", "").contains("chromium")) {
            return fail(PROGRAM + " is not there, but KUBEUSER_REQUIRE asks for it");
        }
        assumeTrue(isThere, PROGRAM + " is not there");
        return new Chromium();
    }

    /** A file as it looks with a screen of that size. */
    OpenedPage open(Path file, int width, int height, ColorScheme scheme) {
        return open(
                file,
                new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
    }

    OpenedPage openWithoutScript(Path file) {
        return open(file, new Browser.NewContextOptions().setJavaScriptEnabled(false));
    }

    private OpenedPage open(Path file, Browser.NewContextOptions options) {
        Page page = browser.newContext(options).newPage();
        page.setDefaultTimeout(60_000);
        return OpenedPage.open(page, file.toUri().toString());
    }

    /** Ends the pages of a test: in the background they would go on to take memory and time from the next ones. */
    void closePages() {
        browser.contexts().forEach(BrowserContext::close);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
