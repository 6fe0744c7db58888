// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cluster.embedded;

import dev.kubeuser.base.KubernetesVersion;
import dev.kubeuser.base.internal.HostSystem;
import dev.kubeuser.base.internal.HostSystem.Platform;
import dev.kubeuser.base.internal.KnownVersions;
import dev.kubeuser.base.internal.Timed;
import dev.kubeuser.cluster.ClusterException;
import dev.kubeuser.cluster.ClusterSpec;
import dev.kubeuser.cluster.embedded.BinaryCache.OwnDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/**
 * The control-plane program in an artifact kubeuser-control-plane-MINOR.
 *
 * @param content the program, compressed by xz
 * @param version the version of Kubernetes
 * @param size the size of the program in bytes
 * @param sha256 the digest of the program in lower-case hexadecimal digits
 */
record ControlPlaneBinary(URL content, String version, long size, String sha256) {

    private static final String ROOT = "META-INF/kubeuser/control-plane/";
    private static final String CONTENT = "/control-plane.xz";
    private static final String DESCRIPTION = "/control-plane.properties";

    /** Describes the program to run for messages without unpacking it. Fails like {@link #locate} if there is none. */
    static String describe(ClusterSpec spec) {
        Path named = spec.launch().binary();
        if (named != null) {
            return requireExecutable(named).toString();
        }
        return download(spec)
                .map(download -> "a control plane to download, " + download.file())
                .orElseGet(() ->
                        "a control plane of Kubernetes " + onClassPath(spec).version());
    }

    /** The program to run: the one that the user named, or a packed one, which this unpacks into the cache. */
    static Path locate(ClusterSpec spec) {
        Path named = spec.launch().binary();
        if (named != null) {
            return requireExecutable(named).toAbsolutePath();
        }
        Path cache = spec.launch().cacheDirectory();
        return new BinaryCache(cache)
                .unpack(download(spec)
                        .map(download -> in(download.fetch(cache, ControlPlaneDownload.LONGEST), folder(spec)))
                        .orElseGet(() -> onClassPath(spec)));
    }

    private static Path requireExecutable(Path named) {
        if (!Files.isExecutable(named)) {
            throw new ClusterException(
                    "kubeuser.control-plane.binary names " + named + ", which is not an executable file");
        }
        return named;
    }

    /** Only where none is on the class path. */
    private static Optional<ControlPlaneDownload> download(ClusterSpec spec) {
        return ControlPlaneBinary.class.getClassLoader().getResource(folder(spec) + CONTENT) != null
                ? Optional.empty()
                : ControlPlaneDownload.find(
                        platform(), version(spec).withoutPatch(), spec.launch().controlPlaneUrl());
    }

    private static ControlPlaneBinary onClassPath(ClusterSpec spec) {
        return find(platform(), version(spec));
    }

    private static Platform platform() {
        return HostSystem.current().platform();
    }

    private static KubernetesVersion version(ClusterSpec spec) {
        return KnownVersions.read().require(spec.version());
    }

    private static String folder(ClusterSpec spec) {
        return folder(platform(), version(spec));
    }

    private static String folder(Platform platform, KubernetesVersion version) {
        return ROOT + version.withoutPatch() + "/" + platform;
    }

    /**
     * Finds the program on the class path.
     *
     * @param version the exact version
     */
    static ControlPlaneBinary find(Platform platform, KubernetesVersion version) {
        if (!platform.isSupported()) {
            throw new ClusterException("The embedded control plane does not exist for " + platform + ", only for "
                    + String.join(", ", Platform.SUPPORTED) + ": set kubeuser.cluster to k3s or existing");
        }
        ClassLoader loader = ControlPlaneBinary.class.getClassLoader();
        URL content = loader.getResource(folder(platform, version) + CONTENT);
        URL description = loader.getResource(folder(platform, version) + DESCRIPTION);
        if (content == null || description == null) {
            KubernetesVersion minor = version.withoutPatch();
            throw new ClusterException("There is no embedded control plane of Kubernetes " + minor
                    + " for " + platform + " on the class path: add the artifact"
                    + " dev.kubeuser:kubeuser-control-plane-" + minor + " with the classifier " + platform
                    + " (for the command line, put its jar beside the others), set kubeuser.control-plane.binary"
                    + " to a program, or choose another kind with kubeuser.cluster");
        }
        return read(content, description);
    }

    private static ControlPlaneBinary in(Path jar, String folder) {
        String root = "jar:" + jar.toUri() + "!/" + folder;
        try {
            return read(
                    URI.create(root + CONTENT).toURL(),
                    URI.create(root + DESCRIPTION).toURL());
        } catch (MalformedURLException failure) {
            throw new ClusterException("The jar " + jar + " has no URL", failure);
        }
    }

    private static ControlPlaneBinary read(URL content, URL description) {
        Properties properties = new Properties();
        try (InputStream in = description.openStream()) {
            properties.load(in);
            return new ControlPlaneBinary(
                    content,
                    properties.getProperty("version", "unknown"),
                    Long.parseLong(properties.getProperty("size", "")),
                    properties.getProperty("sha256", ""));
        } catch (IOException | NumberFormatException failure) {
            throw new ClusterException(
                    "The description " + description + " of the control plane cannot be read", failure);
        }
    }

    InputStream open() throws IOException {
        return new XZInputStream(content.openStream());
    }

    /**
     * The jar of a control plane that is not on the class path, and that the archive of the command line knows: a list
     * in it has the size and the digest. The jar is kept in the cache, in a directory that only this user may write to.
     *
     * @param place where the files of this release are
     * @param file the name of the jar
     * @param size its size in bytes
     * @param sha256 its digest in lower-case hexadecimal digits
     */
    record ControlPlaneDownload(URI place, String file, long size, String sha256) {

        private static final System.Logger LOG = System.getLogger(ControlPlaneDownload.class.getName());

        private static final String LIST = "META-INF/kubeuser/control-plane/downloads.properties";
        private static final Duration TIMEOUT = Duration.ofSeconds(30);

        /** Far longer than a download of 40 MB takes. */
        static final Duration LONGEST = Duration.ofMinutes(10);

        private static final int MAX_REDIRECTIONS = 5;
        private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1");

        /**
         * Finds it in the list, if there is one.
         *
         * @param place where files of this release are; {@code null} for the address in the list
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
                return new BinaryCache(cacheDirectory)
                        .file("downloads/" + sha256.substring(0, 16), file, size, sha256, out -> receive(out, limit));
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

        /** A silent server cannot be interrupted, only disconnected from. */
        private void receive(OutputStream out, Duration limit) throws IOException {
            HttpUrl source = requireSafe(HttpUrl.parse(source().toString()));
            LOG.log(System.Logger.Level.INFO, () -> "kubeuser: downloading " + shown());
            OkHttpClient http = new OkHttpClient.Builder()
                    .followRedirects(false)
                    .connectTimeout(TIMEOUT)
                    .readTimeout(TIMEOUT)
                    .build();
            try {
                long unused = Timed.call("the server", limit, () -> transfer(http, source, out));
            } catch (Timed.Unanswered none) {
                throw new IOException(
                        none.isLate() ? "it took longer than " + limit.toSeconds() + " s" : "it was interrupted", none);
            } finally {
                http.dispatcher().cancelAll();
            }
        }

        /** The digest decides what is kept; HTTPS hides the request from others on the network. */
        private static HttpUrl requireSafe(@Nullable HttpUrl url) throws IOException {
            if (url == null || !(url.isHttps() || LOOPBACK.contains(url.host()))) {
                throw new IOException("a place for downloads is https, or http on loopback");
            }
            if (!url.username().isEmpty() || !url.password().isEmpty()) {
                throw new IOException("a place for downloads has no password in its URL: it would not be sent");
            }
            return url;
        }

        /** Checks the target of a redirect like the first address. */
        private long transfer(OkHttpClient http, HttpUrl source, OutputStream out) throws IOException {
            HttpUrl from = source;
            for (int redirections = 0; redirections <= MAX_REDIRECTIONS; redirections++) {
                Request request = new Request.Builder().url(from).build();
                try (Response answer = http.newCall(request).execute()) {
                    if (answer.code() == HttpURLConnection.HTTP_OK) {
                        return copy(answer.body().byteStream(), out);
                    }
                    String other = answer.header("Location");
                    if (!answer.isRedirect() || other == null) {
                        throw new IOException("the server answered " + answer.code());
                    }
                    HttpUrl to = requireSafe(from.resolve(other));
                    if (from.isHttps() && !to.isHttps()) {
                        throw new IOException("the server redirects from https to another scheme");
                    }
                    from = to;
                }
            }
            throw new IOException("the server redirects more than " + MAX_REDIRECTIONS + " times");
        }

        /** Copies at most the expected number of bytes. */
        private long copy(InputStream in, OutputStream out) throws IOException {
            byte[] buffer = new byte[1 << 16];
            long received = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                received += read;
                if (received > size) {
                    throw new IOException("it is larger than " + size + " bytes");
                }
                out.write(buffer, 0, read);
            }
            return received;
        }
    }
}
