"""Runs moto until standard input ends, so that it never outlives the process that started it."""

import os
import shutil
import sys
import tempfile
import threading

mode = sys.argv[1]
folder = tempfile.mkdtemp(prefix="moto-")


def end_with_parent():
    while os.read(0, 4096):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()

# Whatever moto says goes where errors go: standard output carries one line, for the process that waits.
answer = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def ready(port, authority):
    print(port, authority, file=answer, flush=True)


if mode == "proxy":
    # moto learns from this that addresses are those of AWS.
    os.environ["TEST_PROXY_MODE"] = "true"
    from http.server import ThreadingHTTPServer

    from moto.moto_proxy import logger
    from moto.moto_proxy.proxy3 import CertificateCreator, ProxyRequestHandler

    logger.setLevel("WARNING")
    # Certificates are made while it runs: in a folder of its own, for other instances do the same.
    own = os.path.join(folder, "certs")
    shutil.copytree(CertificateCreator.certdir, own)
    CertificateCreator.certdir = own + "/"
    ProxyRequestHandler.validate()

    class Handler(ProxyRequestHandler):
        def end_headers(self):
            # Connections are closed after each answer. A client that is not told uses one again now and then, and fails.
            if self.command != "CONNECT":
                self.send_header("Connection", "close")
            super().end_headers()

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server(("127.0.0.1", 0), Handler)
    port = server.socket.getsockname()[1]
    os.environ["MOTO_PORT"] = str(port)
    ready(port, os.path.realpath(CertificateCreator.cacert))
    server.serve_forever()
else:
    import logging

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=MotoRequestHandler)
    os.environ["MOTO_PORT"] = str(server.server_port)
    ready(server.server_port, "")
    server.serve_forever()
