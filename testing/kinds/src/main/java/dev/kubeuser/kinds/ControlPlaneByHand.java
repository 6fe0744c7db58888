package dev.kubeuser.kinds;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.tukaani.xz.XZInputStream;

/** The control-plane program of the class path, started without the library. To kubeuser it is an existing cluster. */
final class ControlPlaneByHand implements AutoCloseable {

    private static final Path TABLE = SourceTree.file("control-plane/versions/versions.properties");
    private static final int PATIENCE_SECONDS = 20;

    private final Process process;
    private final Path data;

    private ControlPlaneByHand(Process process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** Starts it with all its files in a directory, and waits for the one line that it prints when it is ready. */
    static ControlPlaneByHand start(Path directory) {
        Path data = directory.resolve("control-plane-data").toAbsolutePath();
        try {
            Process process = new ProcessBuilder(unpack(directory).toString(), "--data-dir=" + data)
                    .redirectError(directory.resolve("control-plane.log").toFile())
                    .start();
            ControlPlaneByHand started = new ControlPlaneByHand(process, data);
            started.awaitReady();
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path unpack(Path directory) throws IOException {
        Path program = directory.resolve("control-plane");
        try (InputStream packed = new XZInputStream(resource().openStream())) {
            Files.copy(packed, program);
        }
        if (!program.toFile().setExecutable(true)) {
            throw new IOException(program + " cannot be made executable");
        }
        return program.toAbsolutePath();
    }

    private static URL resource() throws IOException {
        String minor = minor();
        return PackedControlPlane.find(minor)
                .orElseThrow(() -> new IOException(PackedControlPlane.name(minor) + " is not on the class path"));
    }

    /** The minor that the tests run on: that of the setting, or else the one that the build compiled. */
    private static String minor() throws IOException {
        Properties versions = new Properties();
        try (InputStream in = Files.newInputStream(TABLE)) {
            versions.load(in);
        }
        String compiled = System.getProperty("kubernetes.minor", versions.getProperty("default"));
        String version = System.getProperty("kubeuser.kubernetes.version", compiled);
        return version.replaceFirst("^v?(\\d+\\.\\d+).*", "$1");
    }

    /** Leaves the reader open, because a closed pipe would end the program. */
    @SuppressWarnings("resource")
    private void awaitReady() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line != null && line.contains("\"listening\"")) {
            line = lines.readLine();
        }
        if (line == null || !line.contains("\"ready\"")) {
            close();
            throw new IOException("the control plane did not start: " + line);
        }
    }

    /** Returns its administrator's kubeconfig. */
    Path kubeconfig() {
        return data.resolve("admin.kubeconfig");
    }

    /** Ends it as the end of this JVM would. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the control plane did not end with its standard input");
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupt) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
