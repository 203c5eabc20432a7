"""First names that stand in every dictionary of names, of several languages, as they are spelled in addresses."""

from __future__ import annotations

_WORDS = """
aaron abdul adam adrian agnes ahmed alan albert alberto alejandro alessandro alex alexander alexandra alice alina
    alison amanda amelia amy ana andrea andreas andrew andy angela anita anke ann anna anne annette anthony antoine
    anton antonio arthur astrid barbara beate beatriz ben benjamin bernard bernd bernhard bert betty bill birgit bob
    brian bruno camille carl carla carlos carmen carol caroline catherine cecile celine charles charlotte chloe chris
    christa christian christina christine christoph christopher claire clara claude claudia clemens craig cristina
    dan daniel daniela david debbie deborah dennis diana diane diego dieter dirk dominik donald donna doris dorothy
    edith eduard edward elena eleanor elias elizabeth ella ellen emil emily emma eric erica erik ernst erwin esther
    eva evelyn fabian felix fernando florian frances francesca francesco francis francois frank franz fred frederic
    fritz gabriel gabriele gary georg george gerald gerard gerd gerhard gisela giulia giovanni grace graham greg greta
    guenter guido gustav hannah hans harald harry heidi heike heinz helen helena helene helga henri henry herbert
    hermann holger horst howard hubert hugo ian ida ines inge ingrid irene iris isabel isabelle ivan jack jacob jacques
    jakob james jan jane janet jason javier jean jeff jennifer jens jessica jim joachim joan joe joel johan johann
    johanna john johnny jonas jonathan jorge jose josef joseph juan judith julia julian julie juergen karen karin karl
    katharina kathrin keith kelly kenneth kerstin kevin klaus klara kurt lars laura laurent lea lena leo leon leonie
    linda lisa louis louise luca lucas lucia lucy luis lukas lydia manfred manuel marc marcel marco marcus margaret
    maria marie marina mario marion mark marko markus marta martha martin martina mary mathias matthew matthias max
    maximilian melanie mia michael michel michelle miguel mike mila monika monique nadine nancy natalie nathalie nick
    nicola nicolas nicole nils nina nora norbert olaf oliver olivia oscar otto pablo pamela pascal patricia patrick
    paul paula pedro peter petra philip philipp philippe pierre rachel rainer ralf ralph raphael rebecca regina reiner
    renate rene richard rita robert roberto roger roland rolf roman ronald rosa rose ruth ryan sabine sam samuel sandra
    sara sarah sebastian sergio silke silvia simon simone sofia sonja sophia sophie stefan stefanie stephan stephen
    steve steven sue susan susanne sven sylvia tanja teresa theo theresa thomas thorsten tim tina tobias tom toni tony
    udo ulrich ursula ute uwe valerie vanessa vera verena veronika victor victoria viktor vincent walter werner wilhelm
    william wolfgang yvonne zoe
"""
FIRST_NAMES = tuple(_WORDS.split())
