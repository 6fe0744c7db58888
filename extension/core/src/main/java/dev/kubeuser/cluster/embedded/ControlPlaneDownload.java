package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.NotOwnException;
import dev.kubeuser.base.internal.OwnDirectory;
import dev.kubeuser.base.internal.Platform;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.version.KubernetesVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The jar of a control plane that is not on the class path, and that the archive of the command line knows: a list in it has
 * the size and the digest. The jar is kept in the cache, in a directory that only this user may write to.
 *
 * @param place where the files of this release are
 * @param file the name of the jar
 * @param size its size in bytes
 * @param sha256 its digest in lower-case hexadecimal digits
 */
record ControlPlaneDownload(URI place, String file, long size, String sha256) {

    private static final System.Logger LOG = System.getLogger(ControlPlaneDownload.class.getName());

    private static final String LIST = "META-INF/kubeuser/control-plane/downloads.properties";
    private static final int TIMEOUT = 30_000;

    /**
     * Finds it in the list, if there is one.
     *
     * @param place where files of this release are; {@code null} for where the list says
     */
    static Optional<ControlPlaneDownload> find(Platform platform, KubernetesVersion minor, @Nullable URI place) {
        Properties list = new Properties();
        try (InputStream in = ControlPlaneDownload.class.getClassLoader().getResourceAsStream(LIST)) {
            if (in == null) {
                return Optional.empty();
            }
            list.load(in);
        } catch (IOException failure) {
            throw new ClusterException("The list of control planes " + LIST + " cannot be read", failure);
        }
        String line = list.getProperty(minor + "/" + platform);
        if (line == null) {
            return Optional.empty();
        }
        String[] parts = line.split(" ", -1);
        return Optional.of(new ControlPlaneDownload(
                place == null ? URI.create(list.getProperty("url")) : place,
                parts[0],
                Long.parseLong(parts[1]),
                parts[2]));
    }

    /** The jar, from the cache or from where it is. */
    Path fetch(Path cacheDirectory) {
        try {
            OwnDirectory home =
                    OwnDirectory.open(cacheDirectory).open("downloads").open(sha256.substring(0, 16));
            if (!home.has(file, size)) {
                download(home);
            }
            return home.path().resolve(file);
        } catch (NotOwnException foreign) {
            throw new ClusterException(
                    "No control plane can be downloaded into the cache directory " + cacheDirectory + ": " + foreign
                            + ". Otherwise set kubeuser.cache-directory to a directory of your own.",
                    foreign);
        } catch (IOException failure) {
            throw new ClusterException(
                    source() + " cannot be downloaded: " + failure + ". Put that file beside kubeuser.jar, or set"
                            + " kubeuser.control-plane.url to a place that has it.",
                    failure);
        }
    }

    private URI source() {
        return URI.create(place + (place.toString().endsWith("/") ? "" : "/") + file);
    }

    private void download(OwnDirectory home) throws IOException {
        URI source = source();
        requireSafe(source);
        LOG.log(System.Logger.Level.INFO, () -> "kubeuser: downloading " + source);
        Path fresh = BinaryCache.newPart(home.path());
        try {
            String received = receive(source, fresh);
            if (!received.equals(sha256)) {
                throw new IOException("its SHA-256 is " + received + ", and should be " + sha256);
            }
            Files.move(
                    fresh,
                    home.path().resolve(file),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The digest decides what is kept; nobody on the way need see or change what is asked for. */
    private static void requireSafe(URI source) throws IOException {
        String scheme = String.valueOf(source.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(source.getHost());
        boolean isLoopback = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
        if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback)) {
            throw new IOException("a place for downloads is https, or http on loopback");
        }
    }

    /** Never more than it should have. Returns the digest. A redirection to another scheme is not followed. */
    private String receive(URI source, Path to) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) source.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT);
        connection.setReadTimeout(TIMEOUT);
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("the server answered " + status);
            }
            try (InputStream in = connection.getInputStream();
                    OutputStream out = Files.newOutputStream(to)) {
                return copy(in, out);
            }
        } finally {
            connection.disconnect();
        }
    }

    private String copy(InputStream in, OutputStream out) throws IOException {
        MessageDigest digest = Sha256.begin();
        byte[] buffer = new byte[1 << 16];
        long received = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            received += read;
            if (received > size) {
                throw new IOException("it is larger than " + size + " bytes");
            }
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
