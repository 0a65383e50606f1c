# A real SMTP server (aiosmtpd) for the tests: STARTTLS and sign-in are required. Each message taken is a line of JSON.
# smtpd.py PORT CERTIFICATE KEY; refuses the recipient nobody@..., answers "later" once to slow@...
import asyncio, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

later = set()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("slow@") and address not in later:
            later.add(address)
            return "451 4.2.2 try again later"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                          "user": session.auth_data, "data": envelope.content.decode()}), flush=True)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"red" and data.password == b"secreto"
    return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else None)


async def main():
    port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(Handler(), tls_context=context, require_starttls=True, auth_required=True,
                                          authenticator=authenticate, hostname="test"), "127.0.0.1", port)
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
