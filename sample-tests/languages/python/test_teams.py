import os
import threading
import time
import unittest

from kubernetes import client, config

from teams import TEAMS, TeamController


class TeamsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        admin = config.new_client_from_config(os.environ["KUBEUSER_ADMIN_KUBECONFIG"])
        cls.core, cls.teams = client.CoreV1Api(admin), client.CustomObjectsApi(admin)
        cls.failure = None
        controller = TeamController(config.new_client_from_config())  # as KUBECONFIG says
        threading.Thread(target=cls.run_controller, args=[controller], daemon=True).start()

    @classmethod
    def run_controller(cls, controller):
        try:
            controller.run()
        except Exception as failure:
            cls.failure = failure

    def eventually(self, expected, actual):
        end = time.monotonic() + 30
        while (found := actual()) != expected and time.monotonic() < end:
            if self.failure:
                raise self.failure
            time.sleep(0.05)
        self.assertEqual(expected, found)

    def pods_of(self, team):
        try:
            return self.core.read_namespaced_resource_quota("team", team).spec.hard["pods"]
        except client.exceptions.ApiException as failure:
            return failure.status

    def status_of(self, team):
        return self.teams.get_cluster_custom_object(*TEAMS, team).get("status", {}).get("pods")

    def test_a_team_has_its_quota(self):
        team = {"apiVersion": "example.com/v1", "kind": "Team", "metadata": {"name": "red"}, "spec": {"pods": 3}}
        self.teams.create_cluster_custom_object(*TEAMS, team)
        self.eventually("3", lambda: self.pods_of("red"))
        self.eventually("3", lambda: self.status_of("red"))

        self.teams.patch_cluster_custom_object(*TEAMS, "red", {"spec": {"pods": 5}})
        self.eventually("5", lambda: self.pods_of("red"))
        self.eventually("5", lambda: self.status_of("red"))

        self.teams.delete_cluster_custom_object(*TEAMS, "red")
        self.eventually("Terminating", lambda: self.core.read_namespace_status("red").status.phase)


if __name__ == "__main__":
    unittest.main()
