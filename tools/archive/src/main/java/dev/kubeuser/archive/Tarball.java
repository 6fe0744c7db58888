package dev.kubeuser.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A directory as a .tar.gz, the same for the same files: entries in the order of their names, of one time, of root.
 *
 * @param directory what is in it
 * @param root the directory that it unpacks into
 * @param time the time of each entry
 */
record Tarball(Path directory, String root, Instant time) {

    private static final int PROGRAM = 0755;
    private static final int FILE = 0644;

    void write(Path file) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(directory)) {
            paths = all.sorted().toList();
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out, 1 << 16), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path path : paths) {
                add(tar, path);
            }
        }
    }

    private void add(TarArchiveOutputStream tar, Path path) throws IOException {
        String name = path.equals(directory) ? root : root + "/" + directory.relativize(path);
        TarArchiveEntry entry = entry(path, name);
        entry.setModTime(time.toEpochMilli());
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        tar.putArchiveEntry(entry);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(Path path, String name) throws IOException {
        if (Files.isSymbolicLink(path)) {
            TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            link.setLinkName(Files.readSymbolicLink(path).toString());
            return link;
        }
        if (Files.isDirectory(path)) {
            TarArchiveEntry folder = new TarArchiveEntry(name + "/");
            folder.setMode(TarArchiveEntry.DEFAULT_DIR_MODE);
            return folder;
        }
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(path));
        entry.setMode(Files.isExecutable(path) ? PROGRAM : FILE);
        return entry;
    }
}
