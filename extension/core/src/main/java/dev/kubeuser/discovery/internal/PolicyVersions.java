package dev.kubeuser.discovery.internal;

import com.google.protobuf.ByteString;
import dev.kubeuser.cluster.internal.ApiRequests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The versions of all roles and bindings of a cluster. Every write gives an object another version, so two that are
 * equal are of the same policy. Only metadata is listed, as protocol buffers, which costs far less than the objects.
 *
 * @param lists the version of the list of each kind; servers count the writes of all kinds together, so it may change
 *     without the kind
 * @param objects the version of each object, by its UID
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions">Resource versions</a>
 */
record PolicyVersions(List<String> lists, Map<String, String> objects) {

    private static final List<String> RESOURCES =
            List.of("clusterroles", "clusterrolebindings", "roles", "rolebindings");

    private static final String ACCEPTED = ProtoMessage.MEDIA_TYPE + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private static final String ALL = "0";
    private static final String ONE = "1";

    // Fields of a PartialObjectMetadataList, of its ListMeta, of a PartialObjectMetadata and of its ObjectMeta.
    private static final int LIST_META = 1;
    private static final int LIST_VERSION = 2;
    private static final int ITEMS = 2;
    private static final int OBJECT_META = 1;
    private static final int UID = 5;
    private static final int VERSION = 6;

    /** Of all objects now; empty if the administrator may not list them. */
    static Optional<PolicyVersions> read(ApiRequests admin) {
        return read(admin, ALL);
    }

    /** Of the lists now, for which one object of each is listed; empty if the administrator may not. */
    static Optional<List<String>> readLists(ApiRequests admin) {
        return read(admin, ONE).map(PolicyVersions::lists);
    }

    private static Optional<PolicyVersions> read(ApiRequests admin, String limit) {
        PolicyVersions versions = new PolicyVersions(new ArrayList<>(), new HashMap<>());
        try {
            for (String resource : RESOURCES) {
                HttpUrl url = admin.url("apis/rbac.authorization.k8s.io/v1", resource)
                        .newBuilder()
                        .addQueryParameter("limit", limit)
                        .build();
                versions.add(list(admin, url));
            }
            return Optional.of(versions);
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    private static ProtoMessage list(ApiRequests admin, HttpUrl url) throws IOException {
        Request request =
                new Request.Builder().url(url).header("Accept", ACCEPTED).build();
        try (Response response = admin.http().newCall(request).execute()) {
            ByteString body = ByteString.readFrom(response.body().byteStream());
            if (!response.isSuccessful()) {
                throw new IOException("the server refuses with " + response.code());
            }
            return ProtoMessage.ofObject(body);
        }
    }

    private void add(ProtoMessage list) throws IOException {
        lists.add(ProtoMessage.parse(list.bytes(LIST_META)).text(LIST_VERSION));
        for (ProtoMessage item : list.messages(ITEMS)) {
            ProtoMessage metadata = ProtoMessage.parse(item.bytes(OBJECT_META));
            objects.put(metadata.text(UID), metadata.text(VERSION));
        }
    }
}
