/* The subcommands of inmd. Each returns the exit status. */
#pragma once

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage, *text;
};

int command_serve(int argc, char **argv);
int command_fastcgi(int argc, char **argv);
int command_cgi(int argc, char **argv);
int command_user(int argc, char **argv);
int command_import(int argc, char **argv);
int command_export(int argc, char **argv);
int command_bounce(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_check(int argc, char **argv);
int command_template(int argc, char **argv);
int command_demo(int argc, char **argv);
int command_version(int argc, char **argv);
