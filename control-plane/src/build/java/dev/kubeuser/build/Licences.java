package dev.kubeuser.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The licences of all that is linked into the program: Apache-2.0 and others ask that they go with it. */
final class Licences {

    private static final Pattern LICENCE = Pattern.compile("(?i)(licen[cs]e|copying).*");
    private static final Pattern NOTICE = Pattern.compile("(?i)notice.*");

    private Licences() {}

    static void collect(Go go, Settings settings, Log log) throws IOException, InterruptedException {
        Pack.delete(settings.licences());
        List<GoModule> modules = go.modules(settings.platforms());
        for (GoModule module : modules) {
            copy(module, settings.licences().resolve(module.name()));
        }
        List<String> names = modules.stream().map(GoModule::name).toList();
        Files.write(settings.licences().resolve("modules.txt"), names);
        log.say("packed the licences of " + modules.size() + " Go modules");
    }

    private static void copy(GoModule module, Path into) throws IOException {
        List<Path> files = files(module);
        if (files.stream().noneMatch(file -> isNamed(file, LICENCE))) {
            throw new Failure("The Go module " + module.name() + " has no licence file: find out under which terms"
                    + " it may be passed on before it is linked into the control plane.");
        }
        Files.createDirectories(into);
        for (Path file : files) {
            Path copy = into.resolve(file.getFileName());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            copy.toFile().setWritable(true); // those of the module cache are not
        }
    }

    private static List<Path> files(GoModule module) throws IOException {
        try (Stream<Path> files = Files.list(module.directory())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> isNamed(file, LICENCE) || isNamed(file, NOTICE))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isNamed(Path file, Pattern names) {
        return names.matcher(file.getFileName().toString()).matches();
    }
}
