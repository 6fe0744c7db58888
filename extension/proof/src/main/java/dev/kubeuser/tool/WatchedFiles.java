package dev.kubeuser.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files that are watched, by looking at them from time to time: editors replace a file by another one, and the events of a
 * file system differ from system to system and are missing on some.
 *
 * @param roots files, and directories with all in them
 * @param written what is written by whoever watches, and not watched
 */
record WatchedFiles(Set<Path> roots, Set<Path> written) {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** A directory with more is not one of manifests. */
    private static final int MOST_FILES = 10_000;

    private static final Pattern ELSEWHERE = Pattern.compile("^(git|classpath):.*");
    private static final Pattern RENDERED = Pattern.compile("^(helm|kustomize):");
    private static final Pattern GLOB = Pattern.compile("(^|[/\\\\])[^/\\\\]*[*?{\\[].*");
    private static final Pattern ABOVE = Pattern.compile("(?m)^\\s*-\\s+(\\.\\.[^\\s#]*)");

    /** What differs after a change, also after one that keeps time and size. */
    private record Stamp(
            FileTime modified, long size, @Nullable Object key) {}

    /**
     * Returns the files of sources of manifests. What Git has at a revision does not change.
     *
     * @param sources as {@code --manifests} takes them
     */
    static Set<Path> ofSources(List<String> sources) {
        Set<Path> roots = new LinkedHashSet<>();
        sources.stream()
                .filter(source -> !ELSEWHERE.matcher(source).matches())
                .map(source -> RENDERED.matcher(source).replaceFirst(""))
                .map(source -> GLOB.matcher(source).replaceFirst("$1"))
                .forEach(source -> add(roots, Path.of(source.isEmpty() ? "." : source)));
        return roots;
    }

    /** Returns these and others. */
    WatchedFiles with(Set<Path> others, Set<Path> alsoWritten) {
        Set<Path> all = new LinkedHashSet<>(others);
        all.addAll(roots);
        Set<Path> allWritten = new LinkedHashSet<>(written);
        allWritten.addAll(alsoWritten);
        return new WatchedFiles(all, allWritten);
    }

    /** A kustomization may stand on others beside it. */
    private static void add(Set<Path> roots, Path root) {
        if (!roots.add(root.normalize())) {
            return;
        }
        try {
            Path kustomization = root.resolve("kustomization.yaml");
            if (Files.isRegularFile(kustomization)) {
                ABOVE.matcher(Files.readString(kustomization))
                        .results()
                        .map(found -> root.resolve(text(found)))
                        .forEach(other -> add(roots, other));
            }
        } catch (IOException unreadable) {
            // Whoever renders it says why.
            return;
        }
    }

    private static String text(MatchResult found) {
        return found.group(1);
    }

    /** Returns how the files are now. */
    Map<Path, Object> stamps() {
        Map<Path, Object> stamps = new TreeMap<>();
        for (Path root : roots) {
            try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
                files.filter(this::isWatched).limit(MOST_FILES).forEach(file -> put(stamps, file));
            } catch (IOException | UncheckedIOException missing) {
                // It may come back: an editor is just replacing it.
            }
        }
        return stamps;
    }

    private boolean isWatched(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        return written.stream()
                        .noneMatch(
                                own -> absolute.startsWith(own.toAbsolutePath().normalize()))
                && Stream.iterate(file, Objects::nonNull, Path::getParent)
                        .map(Path::getFileName)
                        .filter(Objects::nonNull)
                        .noneMatch(Path.of(".git")::equals);
    }

    private static void put(Map<Path, Object> stamps, Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isRegularFile()) {
                stamps.put(file, new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
            }
        } catch (IOException gone) {
            return;
        }
    }

    /**
     * Waits until files differ, and until nobody is writing them.
     *
     * @param before how they were
     * @return those that changed, came or went
     */
    Set<Path> awaitChange(Map<Path, Object> before) throws InterruptedException {
        Map<Path, Object> last = before;
        while (true) {
            Map<Path, Object> now = stamps();
            if (now.equals(last) && !now.equals(before)) {
                Set<Path> all = new TreeSet<>(before.keySet());
                all.addAll(now.keySet());
                all.removeIf(file -> Objects.equals(before.get(file), now.get(file)));
                return all;
            }
            last = now;
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
