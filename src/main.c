/* inmd: one program, one file. Subcommands; wires the floors together. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/secret.h"
#include "base/text.h"
#include "commands.h"
#include "doors/door.h"

static const struct command commands[] = {
    { "serve", command_serve, "[--db FILE] [--listen ADDR:PORT] [--demo] [--test]",
      "the site by the embedded server" },
    { "fastcgi", command_fastcgi, "[--socket PATH | --listen ADDR:PORT] [--db FILE]",
      "the site for a web server" },
    { "user", command_user, "add --email E --role ROLE",
      "adds an account and prints a one-time link" },
    { "import", command_import, "TYPE FILE.csv [--match slug|FIELD] [--dry-run]",
      "reads records: all or nothing" },
    { "export", command_export, "TYPE", "writes records as CSV" },
    { "bounce", command_bounce, "", "takes a report of returned mail on standard input" },
    { "backup", command_backup, "FILE", "a consistent copy while the site runs" },
    { "check", command_check, "", "schema, descriptors, languages, templates, queries, integrity" },
    { "template", command_template, "FILE.mustache DATA.json", "renders to standard output" },
    { "demo", command_demo, "--members N --events N --publications N [--seed S]",
      "synthetic records, marked as such" },
    { "version", command_version, "", "the number of this version" },
    { NULL, NULL, NULL, NULL },
};

static int help(FILE *out)
{
    fputs("inmd: the site of a network, as one program on one file\n\n", out);
    for (const struct command *command = commands; command->name; command++)
        fprintf(out, "  inmd %s%s%s\n      %s\n", command->name, *command->usage ? " " : "",
                command->usage, command->text);
    fputs("\nEvery flag has an environment variable: --db is INMD_DB, --listen is INMD_LISTEN, and "
          "so on.\n"
          "--root DIR reads templates, SQL and public files from DIR instead of the binary.\n",
          out);
    return out == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is a failed write, answered with 503 */
    secret_start();
    if (argc == 1 && fastcgi_inherited()) /* a web server started us by FastCGI */
        return command_fastcgi(argc, argv);
    if (getenv("GATEWAY_INTERFACE") && getenv("REQUEST_METHOD"))
        return command_cgi(argc, argv);
    const char *name = argc > 1 ? argv[1] : "help";
    if (text_equal(name, "help") || text_equal(name, "--help"))
        return help(stdout);
    for (const struct command *command = commands; command->name; command++) {
        if (text_equal(command->name, name))
            return command->run(argc - 1, argv + 1);
    }
    return help(stderr);
}
