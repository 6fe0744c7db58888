package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.NotOwnException;
import dev.kubeuser.base.internal.OwnDirectory;
import dev.kubeuser.base.internal.Sha256;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/**
 * Records next to an unpacked program that its SHA-256 was verified. The record holds until the file's inode, size or
 * change time differs; the change time cannot be set. Both files are in a directory that only this user may write to.
 *
 * @param home the directory of the program, which only this user may write to
 * @param name the name of the unpacked program
 * @param sha256 the expected digest, in lower-case hexadecimal digits
 */
record BinaryStamp(OwnDirectory home, String name, String sha256) {

    private static final String FILE = "control-plane.verified";
    private static final int LONGEST = 1024;

    /** Whether the program has the expected digest. Reads all of it unless a stamp vouches for it. */
    boolean isVerified() throws IOException {
        if (isStamped()) {
            return true;
        }
        if (!digest(program()).equals(sha256)) {
            return false;
        }
        write();
        return true;
    }

    private boolean isStamped() throws IOException {
        try {
            return home.read(FILE, LONGEST).equals(content());
        } catch (NoSuchFileException | NotOwnException | AccessDeniedException verifiedAgain) {
            return false;
        }
    }

    /** Records that the program was just verified. In a read-only cache, it is verified each time. */
    void write() throws IOException {
        if (!Files.isWritable(home.path())) {
            return;
        }
        Path fresh = BinaryCache.newPart(home.path());
        try {
            Files.writeString(fresh, content());
            Files.move(
                    fresh,
                    home.path().resolve(FILE),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Path program() {
        return home.path().resolve(name);
    }

    private String content() throws IOException {
        Path program = program();
        if (!program.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return sha256 + " " + Files.size(program) + " " + Files.getLastModifiedTime(program);
        }
        Map<String, Object> file = Files.readAttributes(program, "unix:dev,ino,size,ctime");
        return sha256 + " " + file.get("dev") + " " + file.get("ino") + " " + file.get("size") + " "
                + file.get("ctime");
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = Sha256.begin();
        try (var in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
