import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/**
 * Makes the form in which programs travel: compressed, beside a file that says what comes out of it.
 *
 * <p>In Java because what Go has for xz makes them a sixth larger, and because a prebuilt program is packed without Go.
 * Arguments: folder of the Go sources, minor of Kubernetes, folder target of the Maven module, platforms with commas
 * between them, platform of this machine, and the prebuilt program or nothing.
 */
final class Pack {

    private static final long LARGEST = 35_000_000;

    /** From 0 to 9. Each step up saves a few percent of the size, and takes up to twice as long. */
    private static final int LEVEL = 2;

    public static void main(String[] arguments) throws Exception {
        Path sources = Path.of(arguments[0]);
        String minor = arguments[1];
        Path target = Path.of(arguments[2]);
        List<String> platforms = List.of(arguments[3].split(","));
        Path prebuilt = Path.of(arguments[5]).toAbsolutePath();
        Properties versions = new Properties();
        try (InputStream in = Files.newInputStream(sources.resolve("versions/versions.properties"))) {
            versions.load(in);
        }
        String version = versions.getProperty(minor);
        boolean isPrebuilt = !arguments[5].isEmpty();
        if (isPrebuilt) {
            check(prebuilt, version, platforms, arguments[4]);
        }
        for (String platform : platforms) {
            Path content = target.resolve("jars").resolve(platform).resolve("META-INF");
            Path built = target.resolve("control-plane").resolve(platform).resolve("control-plane");
            pack(
                    isPrebuilt ? prebuilt : built,
                    content.resolve("kubeuser/control-plane/" + minor + "/" + platform),
                    version);
            for (String name : List.of("LICENSE", "NOTICE")) {
                Files.copy(
                        sources.resolve("..").resolve(name),
                        content.resolve(name),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void check(Path binary, String version, List<String> platforms, String host) throws Exception {
        if (!Files.isRegularFile(binary)) {
            fail("-Dcontrol-plane.binary names " + binary + ", which is not a file: give the path of a control-plane"
                    + " program, or leave the property out to have it built with Go.");
        }
        if (platforms.size() != 1) {
            fail("-Dcontrol-plane.binary gives one program, but -Dcontrol-plane.platforms names " + platforms
                    + ": name the one platform it is for, or leave one of the two out.");
        }
        if (platforms.contains(host)) {
            Process process = new ProcessBuilder(binary.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0 || !said.equals(version)) {
                fail("-Dcontrol-plane.binary names " + binary + ", which says to --version \"" + said + "\" instead of "
                        + version + ": give the program of that release, and leave out -Pall-versions.");
            }
        }
        System.out.println("nothing is built, and the jar lacks the licences of the parts of " + binary);
    }

    private static void pack(Path binary, Path directory, String version) throws Exception {
        Path packed = directory.resolve("control-plane.xz");
        Path facts = directory.resolve("control-plane.properties");
        String wanted = "version=" + version + "\nsize=" + Files.size(binary) + "\nsha256=" + sha256(binary) + "\n";
        if (Files.exists(packed)
                && Files.exists(facts)
                && Files.readString(facts).equals(wanted)) {
            return;
        }
        Files.createDirectories(directory);
        Files.deleteIfExists(facts);
        try (OutputStream out =
                new XZOutputStream(Files.newOutputStream(packed), new LZMA2Options(LEVEL), XZ.CHECK_CRC32)) {
            Files.copy(binary, out);
        }
        long size = Files.size(packed);
        if (size > LARGEST) {
            fail("The packed control plane has " + size + " bytes, more than the " + LARGEST
                    + " that every user is asked to download: find out what made it grow.");
        }
        Files.writeString(facts, wanted);
        System.out.println(
                "packed " + binary + " of " + (Files.size(binary) >> 20) + " MiB, now " + (size >> 20) + " MiB");
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void fail(String sentence) {
        System.err.print(sentence);
        System.exit(1);
    }
}
