package dev.kubeuser.access;

import okhttp3.HttpUrl;

/**
 * The API server's address, which tells requests to it from others.
 *
 * @param base what clients address, ending with a slash
 * @param address the server's real host or IP address
 */
record ApiServerUrl(HttpUrl base, String address) {

    /** Whether a request for this URL goes to the API server. */
    boolean covers(HttpUrl url) {
        return url.scheme().equals(base.scheme())
                && url.port() == base.port()
                && (url.host().equals(base.host()) || url.host().equals(address))
                && url.encodedPath().startsWith(base.encodedPath());
    }

    /** The URL as the API server sees it: a proxy in front of it may serve it below a path. */
    HttpUrl seenByServer(HttpUrl url) {
        int prefix = base.encodedPath().length() - 1;
        return prefix == 0
                ? url
                : url.newBuilder()
                        .encodedPath(url.encodedPath().substring(prefix))
                        .build();
    }

    /** The URL of an absolute path with its query. */
    HttpUrl resolve(String path) {
        HttpUrl url = path.startsWith("/") ? base.resolve(base.encodedPath() + path.substring(1)) : null;
        if (url == null || !url.host().equals(base.host())) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is not a path of the API server: begin it with one /, as in /api/v1/pods");
        }
        return url;
    }
}
