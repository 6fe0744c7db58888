package dev.kubeuser.cluster.k3s;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Image;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.kubeuser.version.KubernetesVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.testcontainers.utility.DockerImageName;

/** The tags of a repository, for a message that names the nearest one that exists. */
final class K3sTags {

    private static final System.Logger LOG = System.getLogger(K3sTags.class.getName());

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long LONGEST_LIST = 1 << 20;
    private static final int PATCHES = 1000;

    private K3sTags() {}

    /** {@return a sentence with the nearest tag that the engine or the registry has; empty if neither says} */
    static Optional<String> nearest(DockerClient engine, DockerImageName wanted) {
        return nearest(wanted.getVersionPart(), ofEngine(engine, wanted))
                .map(tag -> "The engine has " + wanted.getUnversionedPart() + ":" + tag + ".")
                .or(() -> nearest(wanted.getVersionPart(), ofRegistry(wanted))
                        .map(tag -> "The registry has " + wanted.getUnversionedPart() + ":" + tag + "."));
    }

    /** The tag whose version is nearest: of the same minor, if there is one. */
    static Optional<String> nearest(String wanted, List<String> tags) {
        return KubernetesVersion.find(wanted)
                .flatMap(version -> tags.stream()
                        .filter(tag -> KubernetesVersion.find(tag).isPresent())
                        .min(Comparator.comparing((String tag) -> distance(version, KubernetesVersion.parse(tag)))
                                .thenComparing(Comparator.reverseOrder())));
    }

    private static int distance(KubernetesVersion one, KubernetesVersion other) {
        return PATCHES * Math.abs(one.minor() - other.minor())
                + Math.abs(one.patch().orElse(0) - other.patch().orElse(0));
    }

    private static List<String> ofEngine(DockerClient engine, DockerImageName wanted) {
        String repository = wanted.getUnversionedPart() + ":";
        return engine.listImagesCmd().exec().stream()
                .map(Image::getRepoTags)
                .flatMap(names -> Stream.ofNullable(names).flatMap(Stream::of))
                .filter(name -> name.startsWith(repository))
                .map(name -> name.substring(repository.length()))
                .toList();
    }

    /** Asks without a credential, so a registry that wants one says nothing. */
    private static List<String> ofRegistry(DockerImageName wanted) {
        String registry = wanted.getRegistry();
        if (registry.isEmpty()) {
            return List.of();
        }
        String url = (isLoopback(registry) ? "http://" : "https://") + registry + "/v2/" + wanted.getRepository()
                + "/tags/list";
        OkHttpClient http = new OkHttpClient.Builder().callTimeout(PATIENCE).build();
        try (Response answer =
                http.newCall(new Request.Builder().url(url).build()).execute()) {
            String body = answer.peekBody(LONGEST_LIST).string();
            return answer.isSuccessful() ? tags(JsonParser.parseString(body)) : List.of();
        } catch (IOException | JsonParseException | IllegalStateException | IllegalArgumentException silent) {
            LOG.log(System.Logger.Level.DEBUG, "kubeuser: the registry does not list its tags", silent);
            return List.of();
        } finally {
            http.connectionPool().evictAll();
            http.dispatcher().executorService().shutdown();
        }
    }

    private static List<String> tags(JsonElement list) {
        return list instanceof JsonObject object && object.has("tags")
                ? StreamSupport.stream(object.getAsJsonArray("tags").spliterator(), false)
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
    }

    /** Engines speak plain HTTP with a registry on the loopback address. */
    private static boolean isLoopback(String registry) {
        String host = registry.split(":", 2)[0];
        try {
            return host.equals("localhost")
                    || (host.startsWith("127.") && InetAddress.getByName(host).isLoopbackAddress());
        } catch (IOException noAddress) {
            return false;
        }
    }
}
