"""The cache of query results: keyed by release, so that an older release never answers for a newer one."""

from __future__ import annotations

from flask_caching.backends.filesystemcache import FileSystemCache

from dashboards.settings import current_deployment, release_id


class ReleaseCache(FileSystemCache):
    """A file cache whose file names depend on the release that is current when the question is asked."""

    def _get_filename(self, key: str) -> str:
        return super()._get_filename(f"{release_id(current_deployment())}|{key}")
