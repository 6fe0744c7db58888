"""Keeps a namespace with a quota for each Team."""

from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException

TEAMS = ("example.com", "v1", "teams")
CONFLICT = 409


class TeamController:
    """Acts as whoever the client's credential is of."""

    def __init__(self, api_client):
        self.core = client.CoreV1Api(api_client)
        self.teams = client.CustomObjectsApi(api_client)

    def run(self):
        """Reconciles all teams, and each one that changes, until a request fails."""
        found = self.teams.list_cluster_custom_object(*TEAMS)
        for team in found["items"]:
            self.reconcile(team)
        changes = watch.Watch().stream(
            self.teams.list_cluster_custom_object, *TEAMS, resource_version=found["metadata"]["resourceVersion"]
        )
        for change in changes:
            if change["type"] in ("ADDED", "MODIFIED"):
                self.reconcile(change["object"])
            elif change["type"] == "DELETED":
                self.core.delete_namespace(change["object"]["metadata"]["name"])

    def reconcile(self, team):
        name, pods = team["metadata"]["name"], str(team["spec"]["pods"])
        try:
            self.core.create_namespace({"metadata": {"name": name}})
        except ApiException as failure:
            if failure.status != CONFLICT:
                raise
        quota = {"metadata": {"name": "team"}, "spec": {"hard": {"pods": pods}}}
        try:
            self.core.create_namespaced_resource_quota(name, quota)
        except ApiException as failure:
            if failure.status != CONFLICT:
                raise
            self.core.patch_namespaced_resource_quota("team", name, quota)
        if team.get("status", {}).get("pods") != pods:
            self.teams.patch_cluster_custom_object_status(*TEAMS, name, {"status": {"pods": pods}})


if __name__ == "__main__":
    config.load_config()
    TeamController(None).run()
