package dev.kubeuser.cluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * Remembers beside an unpacked program that its SHA-256 was verified, until anything about the file changes: its inode, its
 * size, or the time of its last change, which cannot be set. Both are in a directory that nobody else may write to.
 *
 * @param program the unpacked program
 * @param sha256 what it has to be, in lower-case hexadecimal digits
 */
record BinaryStamp(Path program, String sha256) {

    /** Whether the program is what it has to be; reads all of it unless that was done before. */
    boolean isVerified() throws IOException {
        if (Files.isReadable(file()) && Files.readString(file()).equals(content())) {
            return true;
        }
        if (!digest(program).equals(sha256)) {
            return false;
        }
        write();
        return true;
    }

    /** Says that the program was verified just now. A cache that cannot be written to is verified each time. */
    void write() throws IOException {
        Path home = program.resolveSibling("");
        if (!Files.isWritable(home)) {
            return;
        }
        Path fresh = BinaryCache.newPart(home);
        try {
            Files.writeString(fresh, content());
            Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private Path file() {
        return program.resolveSibling("control-plane.verified");
    }

    private String content() throws IOException {
        if (!program.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return sha256 + " " + Files.size(program) + " " + Files.getLastModifiedTime(program);
        }
        Map<String, Object> file = Files.readAttributes(program, "unix:dev,ino,size,ctime");
        return sha256 + " " + file.get("dev") + " " + file.get("ino") + " " + file.get("size") + " "
                + file.get("ctime");
    }

    private static String digest(Path file) throws IOException {
        MessageDigest digest = newDigest();
        try (var in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
