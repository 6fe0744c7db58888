package dev.kubeuser.internal.plan;

import dev.kubeuser.cluster.ExistingOptions;
import dev.kubeuser.internal.settings.Setting;
import dev.kubeuser.internal.settings.Settings;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads which existing cluster is meant. The files may be given as in {@code KUBECONFIG}, or by that. */
public final class ExistingSettings {

    private static final String ENVIRONMENT = "KUBECONFIG";

    private ExistingSettings() {}

    static ExistingOptions of(Settings settings) {
        return of(key -> settings.read(key, Function.identity()));
    }

    public static ExistingOptions ofSystemProperties() {
        return of(key -> Optional.ofNullable(System.getProperty(key.key())));
    }

    private static ExistingOptions of(Function<Setting, Optional<String>> source) {
        List<Path> files = source.apply(Setting.KUBECONFIG)
                .or(() -> Optional.ofNullable(System.getenv(ENVIRONMENT)))
                .map(ExistingSettings::parse)
                .orElse(List.of());
        return new ExistingOptions(files, source.apply(Setting.CONTEXT).orElse(null));
    }

    /** As kubectl does it; a file that is not there is reported when it is read. */
    private static List<Path> parse(String list) {
        return Arrays.stream(list.split(File.pathSeparator, -1))
                .filter(path -> !path.isBlank())
                .map(path -> Path.of(path.strip()))
                .toList();
    }
}
