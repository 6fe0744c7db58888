package dev.kubeuser.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The licences of all that is linked into the program: Apache-2.0 and others ask that they go with it. */
final class Licences {

    private static final Pattern LICENCE = Pattern.compile("(?i)(licen[cs]e|copying).*");
    private static final Pattern NOTICE = Pattern.compile("(?i)notice.*");

    private Licences() {}

    static void collect(String platform, Go go, Settings settings, Log log) throws IOException, InterruptedException {
        Path into = settings.licences(platform);
        Pack.delete(into);
        List<GoModule> modules = go.modules(platform);
        for (GoModule module : modules) {
            copy(module, into.resolve(module.name()));
        }
        List<String> names = modules.stream().map(GoModule::name).toList();
        Files.write(into.resolve("modules.txt"), names);
        log.say("packed the licences of " + modules.size() + " Go modules for " + platform);
    }

    private static void copy(GoModule module, Path into) throws IOException {
        if (files(module.directory()).stream().noneMatch(file -> isNamed(file, LICENCE))) {
            throw new Failure("The Go module " + module.name() + " has no licence file: find out under which terms"
                    + " it may be passed on before it is linked into the control plane.");
        }
        for (Path folder : folders(module)) {
            for (Path file : files(folder)) {
                Path copy = into.resolve(module.directory().relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                copy.toFile().setWritable(true); // those of the module cache are not
            }
        }
    }

    /** The module's own, and those above its packages: code that was taken from elsewhere keeps its licence beside it. */
    private static Set<Path> folders(GoModule module) {
        Set<Path> folders = new TreeSet<>(Set.of(module.directory()));
        for (Path folder : module.packages()) {
            for (Path above = folder; !above.equals(module.directory()); above = above.getParent()) {
                folders.add(above);
            }
        }
        return folders;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> isNamed(file, LICENCE) || isNamed(file, NOTICE))
                    .filter(file -> !file.toString().endsWith(".go"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isNamed(Path file, Pattern names) {
        return names.matcher(file.getFileName().toString()).matches();
    }
}
