package dev.kubeuser.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A page that a new Chromium opens, and draws once. */
record OpenedInChromium(String name, Path page) implements Contender {

    private static final Tool CHROMIUM = new Tool("chromium");

    @Override
    public Optional<String> obstacle() {
        return CHROMIUM.obstacle();
    }

    @Override
    public Duration once() throws Exception {
        Path picture = page.resolveSibling(page.getFileName() + ".png").toAbsolutePath();
        long begin = System.nanoTime();
        Command.of(
                        CHROMIUM.name(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--screenshot=" + picture,
                        page.toUri() + "#findings")
                .run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
