package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.PrivateFiles;
import dev.kubeuser.base.internal.ProcessMark;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the unpacked program between runs, in directories that only this user may enter. Verifies the SHA-256 of what it
 * unpacks. Writes a new program next to its place and moves it in. So several JVMs may unpack at once: all write the same
 * bytes.
 */
final class BinaryCache {

    private static final System.Logger LOG = System.getLogger(BinaryCache.class.getName());

    private static final String PART = "part-";
    private static final Pattern PART_OF = Pattern.compile(PART + "([0-9a-z]+-[0-9a-z]+-[0-9a-z]+)-\\d+");

    /** A JVM unpacks in seconds. A part this old was left by a killed JVM, on any machine. */
    private static final Duration PART_IS_ABANDONED = Duration.ofHours(1);

    private static final String NAME = "control-plane";
    private static final String PROGRAM = HostSystem.current().executable(NAME);

    private final Path directory;

    /** Keeps programs in a cache directory. */
    BinaryCache(Path directory) {
        this.directory = directory;
    }

    Path unpack(PackedBinary packed) {
        try {
            OwnDirectory programs = OwnDirectory.open(directory).open(NAME);
            removeAbandonedParts(programs.path());
            OwnDirectory home =
                    programs.open(packed.version() + "-" + packed.sha256().substring(0, 16));
            Path program = home.path().resolve(PROGRAM);
            if (!home.has(PROGRAM, packed.size()) || !Files.isExecutable(program)) {
                write(packed, home);
            }
            return program;
        } catch (OwnDirectory.NotOwnException foreign) {
            throw new ClusterException(
                    "The control plane cannot be started from the cache directory " + directory + ": " + foreign
                            + ". Otherwise set kubeuser.cache-directory to a directory of your own, or"
                            + " kubeuser.control-plane.binary to an unpacked program.",
                    foreign);
        } catch (IOException failure) {
            throw new ClusterException(
                    "The control plane could not be unpacked into " + directory + ": " + failure
                            + ". It needs " + packed.size() / 1_000_000 + " MB there. Set kubeuser.cache-directory to"
                            + " another directory, or kubeuser.control-plane.binary to an unpacked program.",
                    failure);
        }
    }

    private static void write(PackedBinary packed, OwnDirectory home) throws IOException {
        Path fresh = newPart(home.path());
        try {
            copy(packed, fresh);
            PrivateFiles.makeExecutable(fresh);
            Files.move(
                    fresh,
                    home.path().resolve(PROGRAM),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Where a JVM writes a file that it moves to its place in the end. */
    static Path newPart(Path home) throws IOException {
        return PrivateFiles.createFile(home, PART + ProcessMark.ofThisJvm().inName() + "-");
    }

    /** Covers the directories of all versions, because nothing else may ever look into the older ones. */
    private static void removeAbandonedParts(Path programs) {
        try (DirectoryStream<Path> versions =
                Files.newDirectoryStream(programs, version -> Files.isDirectory(version, LinkOption.NOFOLLOW_LINKS))) {
            for (Path version : versions) {
                removeAbandonedPartsOf(version);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: " + programs + " cannot be searched", unreadable);
        }
    }

    private static void removeAbandonedPartsOf(Path version) throws IOException {
        Instant limit = Instant.now().minus(PART_IS_ABANDONED);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(version, PART + "*")) {
            for (Path part : parts) {
                if (isOfDeadProcess(part) || isOlder(part, limit)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    /** Only for processes of this machine: containers may share the cache, and each has its own process IDs. */
    private static boolean isOfDeadProcess(Path part) {
        Matcher name = PART_OF.matcher(String.valueOf(part.getFileName()));
        Optional<ProcessMark> process = name.matches() ? ProcessMark.ofName(name.group(1)) : Optional.empty();
        return process.isPresent() && !process.get().isAlive();
    }

    private static boolean isOlder(Path part, Instant limit) throws IOException {
        try {
            return Files.getLastModifiedTime(part).toInstant().isBefore(limit);
        } catch (NoSuchFileException anotherJvmWasFaster) {
            return false;
        }
    }

    private static void copy(PackedBinary packed, Path fresh) throws IOException {
        MessageDigest digest = Sha256.begin();
        try (InputStream in = new DigestInputStream(packed.open(), digest);
                OutputStream out = Files.newOutputStream(fresh)) {
            in.transferTo(out);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(packed.sha256())) {
            throw new IOException("the packed program is damaged: its SHA-256 is not " + packed.sha256());
        }
    }
}
