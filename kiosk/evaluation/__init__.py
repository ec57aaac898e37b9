"""Measuring faces, liveness and codes over folders of pictures and films, by the engines that a visit uses."""
