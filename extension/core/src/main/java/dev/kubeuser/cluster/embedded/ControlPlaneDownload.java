package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.internal.Platform;
import dev.kubeuser.base.internal.Sha256;
import dev.kubeuser.base.internal.Timed;
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
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
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

    /** Far more than 40 MB take. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int MOST_REDIRECTIONS = 5;
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

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

    /** The jar, from the cache or from where it is; to be downloaded within a limit. */
    Path fetch(Path cacheDirectory, Duration limit) {
        try {
            OwnDirectory home =
                    OwnDirectory.open(cacheDirectory).open("downloads").open(sha256.substring(0, 16));
            if (!home.has(file, size)) {
                download(home, limit);
            }
            return home.path().resolve(file);
        } catch (OwnDirectory.NotOwnException foreign) {
            throw new ClusterException(
                    "No control plane can be downloaded into the cache directory " + cacheDirectory + ": " + foreign
                            + ". Otherwise set kubeuser.cache-directory to a directory of your own.",
                    foreign);
        } catch (IOException failure) {
            throw new ClusterException(
                    shown() + " cannot be downloaded: " + failure + ". Put that file beside kubeuser.jar, or set"
                            + " kubeuser.control-plane.url to a place that has it.",
                    failure);
        }
    }

    private URI source() {
        return URI.create(place + (place.toString().endsWith("/") ? "" : "/") + file);
    }

    /** Where it is, without a password that may be in it. */
    private String shown() {
        URI source = source();
        String authority = Objects.requireNonNullElse(source.getRawAuthority(), "");
        return source.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1) + source.getPath();
    }

    private void download(OwnDirectory home, Duration limit) throws IOException {
        requireSafe(source());
        LOG.log(System.Logger.Level.INFO, () -> "kubeuser: downloading " + shown());
        Path fresh = BinaryCache.newPart(home.path());
        try {
            String received = receive(fresh, limit);
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
        if (source.getUserInfo() != null) {
            throw new IOException("a place for downloads has no password in its URL: it would not be sent");
        }
    }

    /** Returns the digest. A silent server cannot be interrupted, only disconnected from. */
    private String receive(Path to, Duration limit) throws IOException {
        AtomicReference<@Nullable HttpURLConnection> open = new AtomicReference<>();
        try {
            return Timed.call("the server", limit, () -> transfer(to, open));
        } catch (Timed.Unanswered none) {
            throw new IOException(
                    none.isLate() ? "it took longer than " + limit.toSeconds() + " s" : "it was interrupted", none);
        } finally {
            HttpURLConnection left = open.get();
            if (left != null) {
                left.disconnect();
            }
        }
    }

    /** Whoever redirects is not trusted more than who was asked. */
    private String transfer(Path to, AtomicReference<@Nullable HttpURLConnection> open) throws IOException {
        URI from = source();
        for (int redirections = 0; redirections <= MOST_REDIRECTIONS; redirections++) {
            requireSafe(from);
            HttpURLConnection connection = (HttpURLConnection) from.toURL().openConnection();
            open.set(connection);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(TIMEOUT);
            connection.setReadTimeout(TIMEOUT);
            int status = connection.getResponseCode();
            String other = connection.getHeaderField("Location");
            if (status == HttpURLConnection.HTTP_OK) {
                try (InputStream in = connection.getInputStream();
                        OutputStream out = Files.newOutputStream(to, StandardOpenOption.WRITE)) {
                    return copy(in, out);
                }
            }
            if (!REDIRECTIONS.contains(status) || other == null) {
                throw new IOException("the server answered " + status);
            }
            connection.disconnect();
            from = redirected(from, other);
        }
        throw new IOException("the server redirects more than " + MOST_REDIRECTIONS + " times");
    }

    private static URI redirected(URI from, String other) throws IOException {
        URI to;
        try {
            to = from.resolve(other);
        } catch (IllegalArgumentException malformed) {
            throw new IOException("the server redirects to what is not a URL", malformed);
        }
        if (from.getScheme().equalsIgnoreCase("https") && !"https".equalsIgnoreCase(to.getScheme())) {
            throw new IOException("the server redirects from https to another scheme");
        }
        return to;
    }

    /** Never more than it should have. */
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
